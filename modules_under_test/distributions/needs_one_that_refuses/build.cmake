isograde_distribution(One-That-Refuses)
isograde_member(One-That-Refuses one_that_refuses sources/guarded.c)
isograde_distribution(Needs-One-That-Refuses REQUIRES One-That-Refuses)
isograde_member(Needs-One-That-Refuses needs_one_that_refuses/_core sources/isolated.c)
