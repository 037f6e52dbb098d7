"""Customer experience reports on Apache Airflow 3: one task per client, isolated from the others.

Two forms. `report` runs `cx run` in a process of its own: five steps, verdict, published page. Only
what passes by itself (another run, a silent source) is tried again. `monitor` runs the notebook of
step 5 alone through papermill, for a dashboard between two reports; the kit must be installed
beside Airflow. Set the Airflow variable `cx_root` to the folder that holds the engagements; a
client's task is named after its folder.
"""

from __future__ import annotations

import os
import re
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.providers.papermill.operators.papermill import PapermillOperator
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG, Variable

from cxlib.resources import kit

ROOT = Path(Variable.get("cx_root", default="/srv/engagements"))
CX = "cx"  # where the PATH of the workers does not name it: `cx schedule airflow FOLDER` does
NO_DATA, BUSY, UNREACHABLE = 4, 5, 6
os.environ["CX_STRICT"] = "1"  # a notebook that ends in "do not send" fails its task
RETRY = {"retries": 3, "retry_delay": timedelta(minutes=15)}
CLIENTS = sorted(path.parent.name for path in ROOT.glob("*/engagement.yml"))
STEP_5 = "05_monitor.ipynb"


def task_of(client: str) -> str:
    """The folder's name in the signs that Airflow allows: one odd name must not stop them all."""
    return re.sub(r"[^\w.-]", "_", client)


def notebook_of(client: str) -> Path:
    """The engagement's own notebook where it has one, else the kit's."""
    own = ROOT / client / "notebooks" / STEP_5
    return own if own.exists() else kit("notebooks") / STEP_5


def carry_out(folder: str) -> None:
    """Run an engagement; tried again by Airflow only where that can help."""
    code = subprocess.run([CX, "run", folder, "--if-new"], check=False).returncode
    if code == NO_DATA:
        raise AirflowSkipException("no data, or nothing new since the last report")
    if code in (BUSY, UNREACHABLE):
        raise AirflowException(f"exit code {code}: to be tried again")
    if code:
        raise AirflowFailException(f"exit code {code}: somebody has to look")


with DAG(
    dag_id="cx_report",
    description="The monthly report of every client",
    schedule="30 6 5 * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args=RETRY,
    tags=["customer experience"],
) as report:
    for client in CLIENTS:
        PythonOperator(
            task_id=f"report_{task_of(client)}",
            python_callable=carry_out,
            op_args=[str(ROOT / client)],
        )

with DAG(
    dag_id="cx_monitor",
    description="Step 5 alone, every Monday",
    schedule="0 6 * * 1",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args=RETRY,
    tags=["customer experience"],
) as monitor:
    for client in CLIENTS:
        PapermillOperator(
            task_id=f"monitor_{task_of(client)}",
            input_nb=str(notebook_of(client)),
            output_nb=str(ROOT / client / "monitor-{{ ds }}.ipynb"),
            parameters={
                "engagement": str(ROOT / client),
                "run_dir": str(ROOT / client / "monitor-{{ ds }}"),
            },
        )
