#include "views/captions/caption_text.h"

namespace {

QString bare(const QString& language)
{
    return language.section(u'_', 0, 0).section(u'-', 0, 0).toLower();
}

} // namespace

QString captionText(const Caption& caption, const QString& language)
{
    if (bare(language) == QStringLiteral("en"))
        return QString::fromStdString(caption.english);
    QString tag = language;
    tag.replace(u'-', u'_');
    if (const auto exact = caption.translations.find(tag.toStdString()); exact != caption.translations.end())
        return QString::fromStdString(exact->second);
    for (const auto& [other, text] : caption.translations) {
        if (bare(QString::fromStdString(other)) == bare(language))
            return QString::fromStdString(text);
    }
    return QString::fromStdString(caption.english);
}

int captionIndexAt(const Stage& stage, Timestamp now)
{
    const Caption* caption = stage.captionAt(now);
    return caption ? int(caption - stage.captions.data()) : -1;
}
