@rem "npm start" begins with the shell's exec, so that signals reach the program itself. Windows has no such word.
@%*
