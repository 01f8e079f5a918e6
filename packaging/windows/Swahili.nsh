; Kiswahili (Kenya) for the pages of NSIS's Modern UI that installer.nsi shows.

!insertmacro LANGFILE "Swahili" "Kiswahili" "Kiswahili" "Kiswahili"

!ifdef MUI_WELCOMEPAGE
  ${LangFileString} MUI_TEXT_WELCOME_INFO_TITLE "Karibu $(^NameDA)"
  ${LangFileString} MUI_TEXT_WELCOME_INFO_TEXT "Utasakinisha $(^NameDA) kwenye kompyuta hii, kwa ajili yako tu: huhitaji nenosiri la msimamizi.$\r$\n$\r$\n$_CLICK"
!endif
!ifdef MUI_COMPONENTSPAGE
  ${LangFileString} MUI_TEXT_COMPONENTS_TITLE "Machaguo"
  ${LangFileString} MUI_TEXT_COMPONENTS_SUBTITLE "Chagua jinsi unavyotaka kutumia $(^NameDA)."
!endif
!ifdef MUI_COMPONENTSPAGE | MUI_UNCOMPONENTSPAGE
  ${LangFileString} MUI_INNERTEXT_COMPONENTS_DESCRIPTION_TITLE "Maelezo"
  ${LangFileString} MUI_INNERTEXT_COMPONENTS_DESCRIPTION_INFO "Weka kipanya juu ya chaguo ili kuona maelezo yake."
!endif
!ifdef MUI_DIRECTORYPAGE
  ${LangFileString} MUI_TEXT_DIRECTORY_TITLE "Folda ya programu"
  ${LangFileString} MUI_TEXT_DIRECTORY_SUBTITLE "Chagua mahali pa kusakinisha $(^NameDA)."
!endif
!ifdef MUI_INSTFILESPAGE
  ${LangFileString} MUI_TEXT_INSTALLING_TITLE "Inasakinisha"
  ${LangFileString} MUI_TEXT_INSTALLING_SUBTITLE "Tafadhali subiri $(^NameDA) isakinishwe."
  ${LangFileString} MUI_TEXT_FINISH_TITLE "Imesakinishwa"
  ${LangFileString} MUI_TEXT_FINISH_SUBTITLE "Usakinishaji umekamilika."
  ${LangFileString} MUI_TEXT_ABORT_TITLE "Haikusakinishwa"
  ${LangFileString} MUI_TEXT_ABORT_SUBTITLE "Usakinishaji haukukamilika."
!endif
!ifdef MUI_UNINSTFILESPAGE
  ${LangFileString} MUI_UNTEXT_UNINSTALLING_TITLE "Inaondoa"
  ${LangFileString} MUI_UNTEXT_UNINSTALLING_SUBTITLE "Tafadhali subiri $(^NameDA) iondolewe."
  ${LangFileString} MUI_UNTEXT_FINISH_TITLE "Imeondolewa"
  ${LangFileString} MUI_UNTEXT_FINISH_SUBTITLE "Uondoaji umekamilika."
  ${LangFileString} MUI_UNTEXT_ABORT_TITLE "Haikuondolewa"
  ${LangFileString} MUI_UNTEXT_ABORT_SUBTITLE "Uondoaji haukukamilika."
!endif
!ifdef MUI_FINISHPAGE
  ${LangFileString} MUI_TEXT_FINISH_INFO_TITLE "$(^NameDA) iko tayari"
  ${LangFileString} MUI_TEXT_FINISH_INFO_TEXT "$(^NameDA) imesakinishwa kwenye kompyuta hii.$\r$\n$\r$\nBofya Maliza kufunga."
  ${LangFileString} MUI_TEXT_FINISH_INFO_REBOOT "Kompyuta inahitaji kuwashwa upya ili kukamilisha. Uiwashe upya sasa?"
!endif
!ifdef MUI_FINISHPAGE | MUI_UNFINISHPAGE
  ${LangFileString} MUI_TEXT_FINISH_REBOOTNOW "Washa upya sasa"
  ${LangFileString} MUI_TEXT_FINISH_REBOOTLATER "Nitawasha upya baadaye"
  ${LangFileString} MUI_TEXT_FINISH_RUN "&Fungua $(^NameDA)"
  ${LangFileString} MUI_TEXT_FINISH_SHOWREADME "&Soma maelezo"
  ${LangFileString} MUI_BUTTONTEXT_FINISH "&Maliza"
!endif
!ifdef MUI_UNCONFIRMPAGE
  ${LangFileString} MUI_UNTEXT_CONFIRM_TITLE "Ondoa $(^NameDA)"
  ${LangFileString} MUI_UNTEXT_CONFIRM_SUBTITLE "Ondoa $(^NameDA) kwenye kompyuta hii."
!endif
!ifdef MUI_ABORTWARNING
  ${LangFileString} MUI_TEXT_ABORTWARNING "Una uhakika unataka kuacha kusakinisha $(^Name)?"
!endif
