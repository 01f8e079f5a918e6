; The Windows installer: makensis /DSOURCE=folder /DOUTPUT=file.exe /DVERSION=1.2.3 installer.nsi
;
; For one person, without administrator rights. What it promises:
;  - an upgrade unpacks beside the installed program and swaps at the end, so a full disk leaves the old one whole;
;  - it never ends a running console: it waits for it to close, and silently (/S) gives up after a minute
;    (/WAIT=seconds), exit code 2, with the installed program as it was;
;  - with /RESTART=1 (an update while nobody works) the program is opened afterwards, also the old one if it failed;
;  - silent upgrades keep the choices made before; /STARTUP=1 or /STARTUP=0 changes starting with Windows;
;  - uninstalling leaves the data of this PC, unless the person says otherwise or /DELETEDATA is given.

Target amd64-unicode
Unicode true
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetCompressorDictSize 32

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define NAME "Tabeza Desktop"
!define PROGRAM "tabeza-desktop.exe"
!define LINK "Tabeza.lnk"
!define CHOICES "Software\Tabeza\Installer"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Tabeza"
!define LINKS_KEY "Software\Classes\tabeza"
!define WAIT_SECONDS 60
Var WaitSeconds

Name "${NAME}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Tabeza"
InstallDirRegKey HKCU "${CHOICES}" "Folder"
BrandingText "Tabeza ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow
!ifdef SIGN  ; a command line with %1 for the file, for example: signtool sign ... "%1"
  !finalize '${SIGN}'
  !uninstfinalize '${SIGN}'
!endif

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "CompanyName" "Tabeza"
VIAddVersionKey "FileDescription" "${NAME} installer"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "The Tabeza authors. MIT licence."

!define MUI_ICON "..\..\resources\icon\tabeza.ico"
!define MUI_UNICON "..\..\resources\icon\tabeza.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "welcome.bmp"
!define MUI_ABORTWARNING
!define MUI_LANGDLL_REGISTRY_ROOT HKCU
!define MUI_LANGDLL_REGISTRY_KEY "${CHOICES}"
!define MUI_LANGDLL_REGISTRY_VALUENAME "Language"
!define MUI_LANGDLL_WINDOWTITLE "${NAME}"
!define MUI_LANGDLL_INFO "Choose a language.  Chagua lugha."
!define MUI_LANGDLL_ALLLANGUAGES
!define MUI_COMPONENTSPAGE_SMALLDESC
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGEEX "." "Swahili"
!insertmacro MUI_RESERVEFILE_LANGDLL

LangString PROGRAM_SECTION ${LANG_ENGLISH} "Tabeza (needed)"
LangString PROGRAM_SECTION ${LANG_SWAHILI} "Tabeza (inahitajika)"
LangString PROGRAM_ABOUT ${LANG_ENGLISH} "The console, with practice mode inside, and its entry in the Start menu."
LangString PROGRAM_ABOUT ${LANG_SWAHILI} "Programu yenyewe, pamoja na hali ya mazoezi, na nafasi yake kwenye menyu ya Start."
LangString DESKTOP_SECTION ${LANG_ENGLISH} "Icon on the desktop"
LangString DESKTOP_SECTION ${LANG_SWAHILI} "Alama kwenye skrini ya mwanzo"
LangString DESKTOP_ABOUT ${LANG_ENGLISH} "Opens Tabeza with a double click."
LangString DESKTOP_ABOUT ${LANG_SWAHILI} "Hufungua Tabeza kwa kubofya mara mbili."
LangString STARTUP_SECTION ${LANG_ENGLISH} "Start with Windows"
LangString STARTUP_SECTION ${LANG_SWAHILI} "Ianze pamoja na Windows"
LangString STARTUP_ABOUT ${LANG_ENGLISH} "For the counter PC: Tabeza opens by itself when this person signs in to Windows."
LangString STARTUP_ABOUT ${LANG_SWAHILI} "Kwa kompyuta ya kaunta: Tabeza hujifungua mtu huyu anapoingia kwenye Windows."
LangString STILL_OPEN ${LANG_ENGLISH} "Tabeza is still open. Close it, then press Retry."
LangString STILL_OPEN ${LANG_SWAHILI} "Tabeza bado iko wazi. Ifunge, kisha bofya Retry."
LangString NOT_COPIED ${LANG_ENGLISH} "The files could not be written. Is the disk full? What was installed before is unchanged."
LangString NOT_COPIED ${LANG_SWAHILI} "Faili hazikuandikwa. Je, diski imejaa? Kilichosakinishwa awali hakijabadilika."
LangString DELETE_DATA ${LANG_ENGLISH} "Also delete what Tabeza keeps on this PC: its pairing, its settings and its practice bar?$\r$\n$\r$\nPayments and tabs are with the service and are never deleted here. If unsure, choose No."
LangString DELETE_DATA ${LANG_SWAHILI} "Ufute pia kile Tabeza inachohifadhi kwenye kompyuta hii: muunganisho wake, mipangilio yake na baa ya mazoezi?$\r$\n$\r$\nMalipo na bili ziko kwenye huduma na hazifutwi hapa kamwe. Kama huna uhakika, chagua No."

; Puts 1 into $R9 once no console runs from FOLDER, else 0. A running program's file cannot be opened for writing.
!macro WaitUntilClosed UN
Function ${UN}WaitUntilClosed
  StrCpy $WaitSeconds ${WAIT_SECONDS}
  ${GetParameters} $R8
  ClearErrors
  ${GetOptions} $R8 "/WAIT=" $R7
  ${IfNot} ${Errors}
    StrCpy $WaitSeconds $R7
  ${EndIf}
  StrCpy $R8 0
  again:
  StrCpy $R9 1
  IfFileExists "$INSTDIR\${PROGRAM}" 0 done
  ClearErrors
  FileOpen $R7 "$INSTDIR\${PROGRAM}" a
  IfErrors busy
  FileClose $R7
  Goto done
  busy:
  StrCpy $R9 0
  IfSilent 0 ask
  IntOp $R8 $R8 + 1
  IntCmp $R8 $WaitSeconds 0 0 done
  Sleep 1000
  Goto again
  ask:
  MessageBox MB_RETRYCANCEL|MB_ICONINFORMATION "$(STILL_OPEN)" IDRETRY again
  done:
FunctionEnd
!macroend
!insertmacro WaitUntilClosed ""
!insertmacro WaitUntilClosed "un."

Section "$(PROGRAM_SECTION)" SectionProgram
  SectionIn RO
  Call WaitUntilClosed
  ${If} $R9 == 0
    SetErrorLevel 2
    Abort
  ${EndIf}

  RMDir /r "$INSTDIR\.incoming"
  SetOutPath "$INSTDIR\.incoming"
  SetOverwrite try
  ClearErrors
  File /r "${SOURCE}\*.*"
  ${If} ${Errors}
    SetOutPath "$INSTDIR"
    RMDir /r "$INSTDIR\.incoming"
    MessageBox MB_OK|MB_ICONSTOP "$(NOT_COPIED)" /SD IDOK
    SetErrorLevel 3
    Abort
  ${EndIf}
  SetOutPath "$INSTDIR"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${PROGRAM}"
  Rename "$INSTDIR\.incoming\_internal" "$INSTDIR\_internal"
  Rename "$INSTDIR\.incoming\${PROGRAM}" "$INSTDIR\${PROGRAM}"
  RMDir "$INSTDIR\.incoming"

  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${LINK}" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "${CHOICES}" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "Tabeza"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  ; tabeza://pair/CODE; the program takes a link only if it is its one argument
  WriteRegStr HKCU "${LINKS_KEY}" "" "URL:Tabeza pairing code"
  WriteRegStr HKCU "${LINKS_KEY}" "URL Protocol" ""
  WriteRegStr HKCU "${LINKS_KEY}\DefaultIcon" "" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "${LINKS_KEY}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" $0
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
SectionEnd

Section "$(DESKTOP_SECTION)" SectionDesktop
  CreateShortcut "$DESKTOP\${LINK}" "$INSTDIR\${PROGRAM}"
SectionEnd

Section /o "$(STARTUP_SECTION)" SectionStartup
  WriteRegStr HKCU "${RUN_KEY}" "Tabeza" '"$INSTDIR\${PROGRAM}"'
SectionEnd

; what was not chosen this time goes, so that choosing again also takes away
Section "-choices"
  ${IfNot} ${SectionIsSelected} ${SectionDesktop}
    Delete "$DESKTOP\${LINK}"
  ${EndIf}
  ${IfNot} ${SectionIsSelected} ${SectionStartup}
    DeleteRegValue HKCU "${RUN_KEY}" "Tabeza"
  ${EndIf}
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionProgram} $(PROGRAM_ABOUT)
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionDesktop} $(DESKTOP_ABOUT)
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionStartup} $(STARTUP_ABOUT)
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Function .onInit
  !insertmacro MUI_LANGDLL_DISPLAY
  ; an upgrade begins with what was chosen before
  ReadRegStr $0 HKCU "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 != ""
    ${IfNot} ${FileExists} "$DESKTOP\${LINK}"
      !insertmacro UnselectSection ${SectionDesktop}
    ${EndIf}
    ReadRegStr $1 HKCU "${RUN_KEY}" "Tabeza"
    ${If} $1 != ""
      !insertmacro SelectSection ${SectionStartup}
    ${EndIf}
  ${EndIf}
  ${GetParameters} $2
  ClearErrors
  ${GetOptions} $2 "/STARTUP=" $3
  ${IfNot} ${Errors}
    ${If} $3 == "1"
      !insertmacro SelectSection ${SectionStartup}
    ${Else}
      !insertmacro UnselectSection ${SectionStartup}
    ${EndIf}
  ${EndIf}
FunctionEnd

; an update that closed the console opens it again, whatever became of the update
!macro Restart
  IfSilent 0 done
  ${GetParameters} $2
  ClearErrors
  ${GetOptions} $2 "/RESTART=" $3
  IfErrors done
  StrCmp $3 "1" 0 done
  IfFileExists "$INSTDIR\${PROGRAM}" 0 done
  Exec '"$INSTDIR\${PROGRAM}"'
  done:
!macroend

Function .onInstSuccess
  !insertmacro Restart
FunctionEnd

Function .onInstFailed
  !insertmacro Restart
FunctionEnd

Function un.onInit
  !insertmacro MUI_UNGETLANGUAGE
FunctionEnd

Section "Uninstall"
  Call un.WaitUntilClosed
  ${If} $R9 == 0
    SetErrorLevel 2
    Abort
  ${EndIf}
  Delete "$SMPROGRAMS\${LINK}"
  Delete "$DESKTOP\${LINK}"
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\.incoming"
  Delete "$INSTDIR\${PROGRAM}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegValue HKCU "${RUN_KEY}" "Tabeza"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  DeleteRegKey HKCU "${LINKS_KEY}"
  DeleteRegKey HKCU "${CHOICES}"
  DeleteRegKey /ifempty HKCU "Software\Tabeza"

  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DELETEDATA" $1
  ${IfNot} ${Errors}
    Goto delete
  ${EndIf}
  MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(DELETE_DATA)" /SD IDNO IDNO keep
  delete:
  RMDir /r "$LOCALAPPDATA\Tabeza"
  keep:
SectionEnd
