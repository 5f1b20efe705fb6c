from extractors.records import PlanText
from pipeline.mending.slips import Slip
def find_label_slips(text: PlanText) -> list[Slip]:
    return []
