isograde_distribution(Members-Apart)
isograde_member(Members-Apart members_apart/_core sources/isolated.c)
isograde_member(Members-Apart members_apart/_private/_things sources/shared_list.c)
isograde_member(Members-Apart members_apart/tests/_shapes sources/shared_type.c)
