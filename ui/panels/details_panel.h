// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/payload_tree.h"
#include "ui/models/run_cursor.h"
#include "ui/models/run_document.h"

#include <QWidget>

class QTextBrowser;
class QTreeWidget;

namespace redial {

/// The selected event in full: every field, the payload indented if it is JSON. A payload that is
/// MSGI frames or a value container is taken apart in a tree below.
class DetailsPanel final : public QWidget
{
    Q_OBJECT
public:
    DetailsPanel(const RunDocument& document, RunCursor& cursor, QWidget* parent = nullptr);

    QTextBrowser& text() { return *text_; }
    /// Hidden while the payload has no parts.
    QTreeWidget& tree() { return *tree_; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void showTree(const std::optional<PayloadNode>& tree);
    QString html(EventNumber event, bool hasTree) const;

    const RunDocument& document_;
    RunCursor& cursor_;
    QTextBrowser* text_;
    QTreeWidget* tree_;
};

} // namespace redial
