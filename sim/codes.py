"""The words behind the small integers in the columns: the one list of each vocabulary.

A code is the position of its word in the tuple; slots are bits, so that several can be held in one byte.
"""

SEXES = ("male", "female")
EDUCATION = ("low", "medium", "high")
WORK = ("employed", "unemployed", "student", "home", "retired")
EMPLOYED, UNEMPLOYED, STUDENT, HOME, RETIRED = range(5)

KINDS = ("school", "university", "vocational", "community", "older_adult", "library", "online", "employer")
SCHOOL, UNIVERSITY, VOCATIONAL, COMMUNITY, OLDER_ADULT, LIBRARY, ONLINE, EMPLOYER = range(8)

SLOTS = {"day": 1, "evening": 2, "weekend": 4, "work": 8}
DAY, EVENING, WEEKEND, AT_WORK = 1, 2, 4, 8
ANY_TIME = DAY | EVENING | WEEKEND

AGE_GROUPS = ("15-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+")
AGE_GROUP_STARTS = (15, 25, 35, 45, 55, 65, 75)
INCOME_GROUPS = ("1", "2", "3", "4", "5")
ADULT_AGE = 15
