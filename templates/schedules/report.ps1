# One scheduled report: report.ps1 -Folder PATH [-Verb run|monitor]
# Tries again while another run is under way (5) or a source cannot be reached (6); every other
# exit code is handed on at once.
param(
    [Parameter(Mandatory = $true)][string]$Folder,
    [ValidateSet("run", "monitor")][string]$Verb = "run",
    [int]$Tries = 4,
    [int]$WaitSeconds = 900
)
do {
    & cx $Verb $Folder --if-new
    $code = $LASTEXITCODE
    $Tries -= 1
    $again = ($code -in 5, 6) -and ($Tries -gt 0)
    if ($again) { Start-Sleep -Seconds $WaitSeconds }
} while ($again)

exit $code
