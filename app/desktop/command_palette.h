#pragma once

class QMainWindow;

/// Lists all enabled actions of the window's menus; typing narrows them down, Return runs the chosen one.
void showCommandPalette(QMainWindow* window);
