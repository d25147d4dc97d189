let timeRows: [Syscall] = []
