#pragma once
#include <QByteArray>
#include <QFont>
#include <QString>

/// A font made of squares, whose measures and pictures are the same on every machine: each letter is 5 x 7 squares, 5/8 em wide (bold: 11/16),
/// each Chinese sign 1 em. It has every character, so no other font ever steps in; rare ones share some patterns.
namespace block_font {

/// A TrueType file.
QByteArray file(bool bold);

/// Registers both weights with the application and makes them its font; an error's text, or nothing.
QString install();

/// `pixels` high, drawn as it is: no hinting, no colour fringes, no other family for any character.
QFont font(int pixels);

} // namespace block_font
