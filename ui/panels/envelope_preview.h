// SPDX-License-Identifier: MIT
#pragma once

#include "core/reconnect/backoff.h"

#include <QWidget>

#include <vector>

namespace redial {

/// What a policy allows for the first attempts, as a small graph: a box from the shortest to the
/// longest wait, a line at the nominal one.
class EnvelopePreview final : public QWidget
{
    Q_OBJECT
public:
    static constexpr std::uint32_t attempts = 12;

    explicit EnvelopePreview(QWidget* parent = nullptr);

    void setPolicy(const ReconnectPolicy& policy);
    /// The envelope shown: fewer than `attempts` if the policy gives up earlier.
    const std::vector<BackoffBounds>& bounds() const { return bounds_; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString summary() const;

    std::vector<BackoffBounds> bounds_;
};

} // namespace redial
