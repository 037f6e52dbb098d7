#!/bin/sh
# One scheduled report: report.sh FOLDER [run|monitor]
# Tries again while another run is under way (5) or a source cannot be reached (6); every other
# exit code is handed on at once. See README.md beside this file for what each code asks of you.
set -u

folder=${1:?usage: report.sh FOLDER [run|monitor]}
verb=${2:-run}
tries=${CX_TRIES:-4}
wait=${CX_WAIT_SECONDS:-900}

while :; do
    code=0
    cx "$verb" "$folder" --if-new || code=$?
    tries=$((tries - 1))
    case $code in
        5 | 6) [ "$tries" -gt 0 ] || break ;;
        *) break ;;
    esac
    sleep "$wait"
done

exit "$code"
