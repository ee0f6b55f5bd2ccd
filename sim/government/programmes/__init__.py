"""The programmes behind the instruments: one class each, and the one table that joins them to their declarations."""

from __future__ import annotations

from typing import Any

from sim.government.programmes.activities import CallForVolunteers, HoldEvents, MakeMedia
from sim.government.programmes.base import Programme, Town
from sim.government.programmes.content import SharedContent
from sim.government.programmes.coordination import ContentControl, Directive, Feedback, Hub, NeedsSurvey
from sim.government.programmes.demand import CashTransfers, Outreach, RunCampaign, Vouchers
from sim.government.programmes.governing import InstitutionBuilding, Law, LearningLeave
from sim.government.programmes.image import Display
from sim.government.programmes.performance import Evaluation, Guidance, TrainStaff
from sim.government.programmes.recognition import Awards, StudyCircles
from sim.government.programmes.research import FollowGuideline, RunPilots, Studies, TakePractice
from sim.government.programmes.services import Service
from sim.government.programmes.supply import Maintenance, NewOffers, Places, TrainTeachers
from sim.government.programmes.venues import MoveOnline, OpenUniversity, ShareRooms

PROGRAMMES: dict[str, type[Programme]] = {
    "places": Places,
    "teachers": TrainTeachers,
    "offers": NewOffers,
    "outreach": Outreach,
    "campaign": RunCampaign,
    "voucher": Vouchers,
    "maintenance": Maintenance,
    "cash_transfer": CashTransfers,
    "shared_content": SharedContent,
    "awards": Awards,
    "study_circles": StudyCircles,
    "display": Display,
    "evaluation": Evaluation,
    "guidance": Guidance,
    "staff_training": TrainStaff,
    "directive": Directive,
    "needs_survey": NeedsSurvey,
    "hub": Hub,
    "content_control": ContentControl,
    "feedback": Feedback,
    "law": Law,
    "institution_building": InstitutionBuilding,
    "learning_leave": LearningLeave,
    "activities": HoldEvents,
    "media": MakeMedia,
    "service": Service,
    "call_for_volunteers": CallForVolunteers,
    "venues": ShareRooms,
    "digital": MoveOnline,
    "open_university": OpenUniversity,
    "research": Studies,
    "pilots": RunPilots,
    "practice": TakePractice,
    "guideline": FollowGuideline,
}

__all__ = ["PROGRAMMES", "Programme", "Town", "programme_for"]


def programme_for(item: Any, line: str, town: Town) -> Programme:
    """The running programme of a policy item."""
    return PROGRAMMES[item.instrument](item, line, town)
