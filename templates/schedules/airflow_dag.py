"""Customer experience reports on Apache Airflow 3: one task per client, isolated from the others.

Two forms. `report` runs `cx run` in a shell: five steps, verdict, published page. `monitor` runs
the notebook of step 5 alone through papermill, for a dashboard between two reports; the kit must be
installed beside Airflow. Set the Airflow variable `cx_root` to the folder that holds the
engagements; a client's task is named after its folder.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

from airflow.providers.papermill.operators.papermill import PapermillOperator
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, Variable

from cxlib.resources import kit

ROOT = Path(Variable.get("cx_root", default="/srv/engagements"))
NO_DATA = 4  # the task is skipped, not failed; the other codes fail it and show in its log
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
        BashOperator(
            task_id=f"report_{task_of(client)}",
            bash_command='cx run "$CX_FOLDER" --if-new',
            env={"CX_FOLDER": str(ROOT / client)},
            append_env=True,
            skip_on_exit_code=NO_DATA,
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
