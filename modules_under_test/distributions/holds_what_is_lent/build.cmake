isograde_distribution(Lends-A-Type)
isograde_member(Lends-A-Type lends_a_type/_shapes sources/shared_type.c)
isograde_distribution(Holds-What-Is-Lent REQUIRES Lends-A-Type)
isograde_member(Holds-What-Is-Lent holds_what_is_lent/_core holds_what_is_lent/holder.c)
