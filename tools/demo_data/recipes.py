"""The kinds of document, as sequences of parts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A run of templates from one pool.

    Attributes:
        pool: Name of the template file.
        least: Fewest templates to take.
        most: Most templates to take.
        heading: Section of the headings' file; empty for a part without a heading.
        between: What stands between two templates of this part.
    """

    pool: str
    least: int = 1
    most: int = 1
    heading: str = ""
    between: str = "\n"


@dataclass(frozen=True)
class Recipe:
    """A kind of document: how often it occurs and what it is made of."""

    weight: int
    parts: tuple[Part, ...]
    between: str = "\n\n"


RECIPES: tuple[Recipe, ...] = (
    Recipe(
        11,
        (
            Part("header"),
            Part("profile", 1, 2, "profile", " "),
            Part("experience", 2, 3, "experience", "\n\n"),
            Part("education", 1, 2, "education"),
            Part("skills", 1, 1, "skills"),
            Part("extras", 0, 2, "extras"),
            Part("references", 0, 1, "references"),
        ),
    ),
    Recipe(
        3,
        (
            Part("header"),
            Part("profile", 2, 4, "profile", " "),
            Part("experience", 4, 6, "experience", "\n\n"),
            Part("education", 2, 3, "education"),
            Part("skills", 1, 2, "skills"),
            Part("extras", 1, 2, "extras"),
            Part("references", 1, 2, "references"),
        ),
    ),
    Recipe(8, (Part("header"), Part("experience", 1, 3), Part("skills")), "\n"),
    Recipe(9, (Part("profile", 2, 5, between=" "),)),
    Recipe(8, (Part("experience", 1, 3, between="\n\n"),)),
    Recipe(6, (Part("education", 1, 3, "education"), Part("skills", 1, 2, "skills"))),
    Recipe(9, (Part("letter_open"), Part("letter_body", 2, 5, between=" "), Part("letter_close"))),
    Recipe(4, (Part("letter_open"), Part("letter_body", 1, 2, between=" ")), "\n"),
    Recipe(8, (Part("linkedin", 2, 5),)),
    Recipe(6, (Part("bio", 1, 2),)),
    Recipe(2, (Part("bio"), Part("extras", 1, 2)), " "),
    Recipe(
        12,
        (
            Part("ad_title"),
            Part("ad_intro", 1, 2, between=" "),
            Part("ad_about", 1, 2, "advert_about", " "),
            Part("ad_duties", 1, 2, "advert_duties"),
            Part("ad_requirements", 1, 2, "advert_requirements"),
            Part("ad_offer", 1, 1, "advert_offer"),
            Part("ad_apply", 1, 2, "advert_apply", " "),
        ),
    ),
    Recipe(
        3,
        (
            Part("ad_title"),
            Part("ad_about", 2, 4, "advert_about", " "),
            Part("ad_intro", 2, 3, between=" "),
            Part("ad_duties", 2, 4, "advert_duties"),
            Part("ad_requirements", 2, 4, "advert_requirements"),
            Part("ad_offer", 1, 3, "advert_offer"),
            Part("ad_apply", 2, 3, "advert_apply", " "),
        ),
    ),
    Recipe(6, (Part("ad_intro"), Part("ad_requirements"), Part("ad_apply")), " "),
    Recipe(3, (Part("ad_about", 2, 3, between=" "), Part("ad_offer"), Part("ad_apply")), " "),
    Recipe(8, (Part("short_ad", 1, 2),)),
    Recipe(4, (Part("ad_title"), Part("ad_requirements", 1, 3, "advert_requirements")), "\n"),
    Recipe(7, (Part("startup", 4, 7, between=" "),)),
    Recipe(8, (Part("ad_title", 0, 1), Part("public", 3, 7, between=" ")), "\n"),
    Recipe(
        10,
        (
            Part("recruiter_open"),
            Part("recruiter_body", 2, 6, between=" "),
            Part("recruiter_close"),
        ),
    ),
)
"""Every kind of document, CVs first, then adverts and e-mails."""
