/* Windows 10 and later have bcryptprimitives.dll; Wine 8 does not. Random bytes come from the same source as there.
   Never shipped. */
#include <windows.h>

#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length) {
    return RtlGenRandom(data, (ULONG)length);
}
