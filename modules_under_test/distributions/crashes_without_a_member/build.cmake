isograde_distribution(Crashes-Without-A-Member)
isograde_member(Crashes-Without-A-Member crashes_without_a_member/_count crashes_without_a_member/count.c)
