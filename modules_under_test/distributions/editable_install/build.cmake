isograde_distribution(Editable-Install INSTALLED editable)
isograde_member(Editable-Install editable_install/_core sources/isolated.c)
