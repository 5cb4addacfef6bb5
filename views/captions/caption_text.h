#pragma once
#include "model/trace/stage.h"

#include <QString>

/// The caption in that language ("zh_CN", "de"); in another variety of it ("zh_TW") where there is no better one; else in English.
QString captionText(const Caption& caption, const QString& language);

/// Position of the caption of that moment in `stage.captions`; -1 before the first.
int captionIndexAt(const Stage& stage, Timestamp now);
