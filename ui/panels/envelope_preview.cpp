// SPDX-License-Identifier: MIT
#include "ui/panels/envelope_preview.h"

#include "core/base/duration_text.h"
#include "ui/view/backoff_painter.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace redial {

EnvelopePreview::EnvelopePreview(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(QStringLiteral("Preview of the waits that the policy allows"));
    setPolicy({});
}

void EnvelopePreview::setPolicy(const ReconnectPolicy& policy)
{
    bounds_.clear();
    for (std::uint32_t attempt = 1; attempt <= attempts; ++attempt) {
        if (policy.maxAttempts && attempt > *policy.maxAttempts)
            break;
        const auto bounds = backoffBounds(policy, attempt);
        if (!bounds)
            break;
        bounds_.push_back(*bounds);
    }
    setAccessibleDescription(summary());
    setToolTip(summary());
    update();
}

QString EnvelopePreview::summary() const
{
    if (bounds_.empty())
        return QStringLiteral("No attempt is made after a loss.");
    QStringList lines;
    for (std::size_t i = 0; i < bounds_.size(); ++i)
        lines << QStringLiteral("Attempt %1: %2 to %3")
                     .arg(i + 1)
                     .arg(formatDuration(bounds_[i].low), formatDuration(bounds_[i].high));
    return lines.join(QChar(u'\n'));
}

QSize EnvelopePreview::sizeHint() const
{
    return {240, fontMetrics().height() * 8};
}

void EnvelopePreview::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme theme = Theme::from(palette());
    painter.fillRect(rect(), theme.base);
    if (bounds_.empty()) {
        painter.setPen(theme.fadedText);
        painter.drawText(rect(), Qt::AlignCenter, summary());
        return;
    }
    std::chrono::nanoseconds longest{};
    for (const BackoffBounds& bounds : bounds_)
        longest = std::max({longest, bounds.high, bounds.nominal});
    const auto scale = DelayScale::fitting(std::chrono::nanoseconds(0), longest, false);
    const int line = fontMetrics().height();
    const int left = fontMetrics().horizontalAdvance(QStringLiteral("00 m 00 s")) + 10;
    const QRect plot(left, 6, width() - left - 6, height() - line - 12);
    paintDelayAxis(painter, plot, scale, theme);
    const double column = plot.width() / static_cast<double>(attempts);
    const auto y = [&](std::chrono::nanoseconds delay) {
        return plot.bottom() -
               static_cast<int>(std::lround(scale.heightOf(delay, plot.height() - 1)));
    };
    for (std::size_t i = 0; i < bounds_.size(); ++i) {
        const int x = plot.x() + static_cast<int>(std::lround(static_cast<double>(i) * column));
        const int end =
            plot.x() + static_cast<int>(std::lround(static_cast<double>(i + 1) * column));
        const int high = y(bounds_[i].high);
        const int low = y(bounds_[i].low);
        painter.fillRect(x + 2, high, end - x - 4, std::max(low - high + 1, 2), theme.envelope);
        painter.fillRect(x + 2, high, end - x - 4, 1, theme.nominal);
        painter.fillRect(x + 2, low, end - x - 4, 1, theme.nominal);
        painter.fillRect(x + 2, y(bounds_[i].nominal) - 1, end - x - 4, 2, theme.scheduled);
        painter.setPen(theme.fadedText);
        painter.drawText(QRect(x, plot.bottom() + 2, end - x, line), Qt::AlignCenter,
                         QString::number(i + 1));
    }
}

} // namespace redial
