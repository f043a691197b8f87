// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/scenario_reader.h"

#include <QHash>
#include <QTimer>
#include <QWidget>

#include <vector>

class QLabel;
class QListWidget;
class QPlainTextEdit;
class QPushButton;
class QTextDocument;

namespace redial {

/// The text of a scenario file, with every error marked at its place while one types. What was
/// changed and not saved stays, file by file, until it is saved. A file that cannot be written,
/// such as a built-in example, is saved under another name.
class ScenarioEditor final : public QWidget
{
    Q_OBJECT
public:
    explicit ScenarioEditor(QWidget* parent = nullptr);

    /// Shows the file as it is now, or with the changes that were not saved. False, with nothing
    /// changed, if it cannot be read. One that is too long cannot be changed.
    bool open(const QString& path);
    /// Shows nothing.
    void clear();
    QString path() const { return path_; }
    /// Files with changes that are not saved.
    QStringList unsaved() const;
    /// Writes what is shown; asks for a place if the file cannot be written.
    void save();
    /// Writes it there, and goes on with that file. False if it could not be written.
    bool saveAs(const QString& path);

    const std::vector<ScenarioError>& errors() const { return errors_; }
    QPlainTextEdit& text() { return *text_; }
    QListWidget& errorList() { return *list_; }

signals:
    void saved(const QString& path);
    /// How it went, when it did not go well: a sentence.
    void told(const QString& sentence);

private:
    void check();
    void mark();
    void goTo(int error);
    void updateButtons();

    QString path_;
    bool isCut_ = false; ///< the file is longer than a scenario may be
    QHash<QString, QTextDocument*> documents_;
    QTextDocument* empty_;
    std::vector<ScenarioError> errors_;
    QTimer delay_;
    QPlainTextEdit* text_;
    QListWidget* list_;
    QLabel* state_;
    QPushButton* save_;
};

} // namespace redial
