"""What the processes of a study are forked from, where the system can: the model, imported for one thread each."""

from sim.study.worker import use_one_thread

use_one_thread()
import sim.city  # noqa: E402, F401  # numerical libraries ask how many threads they may use when they are imported
