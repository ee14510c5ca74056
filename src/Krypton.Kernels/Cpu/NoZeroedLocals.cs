using System.Runtime.CompilerServices;

// Kernels write what they allocate on the stack before they read it: transforms of small tiles would otherwise clear 3 KB a call.
[module: SkipLocalsInit]
