package atomicfile_test

const fullEnv = "APSYNC_TEST_FULL"

func writeToFullDisk(string) {}
