#include "gocluster.h"

const int gocluster_abi = GOCLUSTER_ABI;
int gocluster_root = -1;
