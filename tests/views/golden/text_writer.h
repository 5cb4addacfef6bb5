#pragma once
#include <QPointF>
#include <QPolygonF>
#include <QRectF>
#include <QString>
#include <QStringList>

/// Collects what a golden file says: a shape a line, so that a change is a line in a diff.
class TextWriter {
public:
    /// "== ladder".
    void heading(const QString& text);
    void line(const QString& text) { m_lines << text; }
    /// Indented, the first `most`; the others count in one line with a digest, so that a change among them is seen all the same.
    void list(const QStringList& lines, qsizetype most, const QString& what);
    QString text() const { return m_lines.join(u'\n') + u'\n'; }

private:
    QStringList m_lines;
};

/// To a tenth; "12" and not "12.0". A hair more than a half goes up on every machine.
QString tenth(double value);
/// "12,30.5".
QString place(const QPointF& point);
/// "12,30.5 100x20": left, top, width, height.
QString box(const QRectF& rect);
QString way(const QPolygonF& points);
/// From left to right: "12~112".
QString across(const QRectF& rect);
/// Eight digits that depend on every letter.
QString digest(const QStringList& lines);
/// With quotes.
QString quoted(const QString& text);
QString words(std::string_view text);
