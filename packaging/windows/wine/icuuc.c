/* Windows 10 and later have icuuc.dll; Wine 8 does not. Qt only needs it to be there: every converter "fails to open".
   Never shipped. */
#define FAILING(name) __declspec(dllexport) void *name(void) { return 0; }

FAILING(UCNV_FROM_U_CALLBACK_SUBSTITUTE)
FAILING(UCNV_TO_U_CALLBACK_SUBSTITUTE)
FAILING(ucnv_cbFromUWriteUChars)
FAILING(ucnv_cbToUWriteUChars)
FAILING(ucnv_close)
FAILING(ucnv_countAvailable)
FAILING(ucnv_fromUCountPending)
FAILING(ucnv_fromUnicode)
FAILING(ucnv_getAvailableName)
FAILING(ucnv_getFromUCallBack)
FAILING(ucnv_getMaxCharSize)
FAILING(ucnv_getName)
FAILING(ucnv_getStandardName)
FAILING(ucnv_getToUCallBack)
FAILING(ucnv_open)
FAILING(ucnv_reset)
FAILING(ucnv_setFromUCallBack)
FAILING(ucnv_setToUCallBack)
FAILING(ucnv_toUCountPending)
FAILING(ucnv_toUnicode)
