/*
 * Included first into everything that prebuild.js compiles, so that binaries built with a new glibc run with an old
 * one. These symbols got a new version when glibc 2.32 and 2.34 moved them between libraries; the first version is the
 * same function.
 */
#ifndef __ASSEMBLER__

#if defined __x86_64__
#define FIRST "GLIBC_2.2.5"
#elif defined __aarch64__
#define FIRST "GLIBC_2.17"
#endif

#define OLD(symbol) __asm__(".symver " #symbol "," #symbol "@" FIRST)

OLD(dlerror);
OLD(dlopen);
OLD(dlsym);
OLD(pthread_attr_getstack);
OLD(pthread_attr_getstacksize);
OLD(pthread_attr_setstacksize);
OLD(pthread_create);
OLD(pthread_getattr_np);
OLD(pthread_join);
OLD(pthread_key_create);
OLD(pthread_setspecific);
OLD(pthread_sigmask);

#endif
