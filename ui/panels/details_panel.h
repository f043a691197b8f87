// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/run_cursor.h"
#include "ui/models/run_document.h"

#include <QTextBrowser>

namespace redial {

/// The selected event in full: every field, the payload indented if it is JSON.
class DetailsPanel final : public QTextBrowser
{
    Q_OBJECT
public:
    DetailsPanel(const RunDocument& document, RunCursor& cursor, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    QString html(EventNumber event) const;

    const RunDocument& document_;
    RunCursor& cursor_;
};

} // namespace redial
