isograde_distribution(Declines-Second-Import)
isograde_member(Declines-Second-Import declines_second_import/_once declines_second_import/once.c)
isograde_member(Declines-Second-Import declines_second_import/_things sources/shared_list.c)
