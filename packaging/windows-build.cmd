@echo off
rem Builds what ships, on Windows: the program, its signature, the installer, and a trial of both. See docs\packaging.md.
rem
rem   packaging\windows-build.cmd
rem
rem Needs Python 3.11 from python.org and NSIS 3.08 or newer (makensis on the PATH). To sign, set TABEZA_SIGN to a
rem command line in which %%1 stands for the file, for example
rem   set TABEZA_SIGN=signtool sign /fd sha256 /td sha256 /tr TIMESTAMP-SERVER /sha1 THUMBPRINT "%%1"
rem Without it everything is built and tried, and nothing may be shipped.
setlocal EnableExtensions
cd /d "%~dp0.."
set PROGRAM=dist\tabeza-desktop\tabeza-desktop.exe

py -3.11 dev.py build || exit /b 1
for /f "usebackq" %%v in (`.venv\Scripts\python.exe -c "from devtools.paths import version; print(version())"`) do set VERSION=%%v
set SETUP=%CD%\dist\Tabeza-Setup-%VERSION%.exe

if defined TABEZA_SIGN (
  call :sign "%CD%\%PROGRAM%" || exit /b 1
  makensis -V2 -INPUTCHARSET UTF8 "-DSOURCE=%CD%\dist\tabeza-desktop" "-DOUTPUT=%SETUP%" -DVERSION=%VERSION% "-DSIGN=%TABEZA_SIGN%" packaging\windows\installer.nsi || exit /b 1
  signtool verify /pa /q "%SETUP%" || exit /b 1
) else (
  echo TABEZA_SIGN is not set: the installer is not signed and may not be shipped.
  makensis -V2 -INPUTCHARSET UTF8 "-DSOURCE=%CD%\dist\tabeza-desktop" "-DOUTPUT=%SETUP%" -DVERSION=%VERSION% packaging\windows\installer.nsi || exit /b 1
)

rem tried in a folder of its own; a windowed program is waited for by start
set TRIAL=%TEMP%\tabeza-trial-%RANDOM%
start "" /wait "%SETUP%" /S /D=%TRIAL%
if not exist "%TRIAL%\tabeza-desktop.exe" echo The installer installed nothing.& exit /b 1
start "" /b /wait "%TRIAL%\tabeza-desktop.exe" --self-check
set CHECKED=%ERRORLEVEL%
start "" /wait "%TRIAL%\uninstall.exe" /S _?=%TRIAL%
rmdir /s /q "%TRIAL%"
if not "%CHECKED%"=="0" echo The installed program is not whole.& exit /b 1
echo Built and tried: %SETUP%
exit /b 0

:sign
call set LINE=%%TABEZA_SIGN:%%1=%~1%%
%LINE%
exit /b %ERRORLEVEL%
