"""The form that takes in a diagram of another tool; a file once chosen stays chosen until it is taken in."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bpr.access.models import Organisation, Project, User
from bpr.core.bpmn.diagrams import Diagram
from bpr.core.bpmn.source import MAX_BYTES
from usecases.models import ProcessSide, UseCase

_SALT = "usecases.version_import"
_HOURS_KEPT = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A file that was chosen. It travels in the form, signed for one person and project, until it is taken in."""

    name: str
    data: bytes

    def sealed(self, *, user: User, project: Project) -> str:
        content = [user.pk, project.pk, self.name, b64encode(self.data).decode("ascii")]
        return signing.dumps(content, salt=_SALT, compress=True)

    @classmethod
    def unsealed(cls, text: str, *, user: User, project: Project) -> Upload | None:
        """None where the seal is broken, too old or of somebody else."""
        try:
            user_id, project_id, name, data = signing.loads(text, salt=_SALT, max_age=_HOURS_KEPT * 3600)
        except signing.BadSignature:
            return None
        return cls(name=name, data=b64decode(data)) if (user_id, project_id) == (user.pk, project.pk) else None


class VersionImportForm(forms.Form):
    """A BPMN file and what it is a process of. ``upload`` holds the file that was chosen before."""

    use_case = forms.ModelChoiceField(label=_("ユースケース"), queryset=UseCase.objects.none())
    side = forms.ChoiceField(label=_("区分"), choices=ProcessSide.choices)
    organisation = forms.ModelChoiceField(
        label=_("団体"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=_("区分が「現行」のときに選びます"),
    )
    file = forms.FileField(label=_("BPMNファイル"), help_text=_("BPMN 2.0 のXML（.bpmn または .xml）。10MBまで"))
    diagram = forms.CharField(
        label=_("取り込む図"),
        help_text=_("このファイルには図が複数あります。1つを選んでください。ほかの図もファイルの中に残ります。"),
        required=False,
        widget=forms.HiddenInput,
    )
    reason = forms.CharField(label=_("変更理由"), max_length=500, required=False)
    upload = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, project: Project, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["use_case"].queryset = UseCase.objects.filter(project=project)  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = Organisation.objects.filter(  # type: ignore[attr-defined]
            participations__project=project
        )
        self._user, self._project = user, project
        self.chosen = self._chosen()
        if self.chosen:
            self._keep(self.chosen)

    def _chosen(self) -> Upload | None:
        file = self.files.get("file")
        if isinstance(file, UploadedFile) and file.size is not None and file.size <= MAX_BYTES:
            return Upload(name=file.name or "", data=file.read())
        return Upload.unsealed(self.data.get("upload", ""), user=self._user, project=self._project)

    def _keep(self, upload: Upload) -> None:
        self.fields["file"].required = False
        self.fields["file"].help_text = _("選んだファイル: %(name)s。別のファイルにするときだけ選び直してください") % {
            "name": upload.name
        }
        self._send_back("upload", upload.sealed(user=self._user, project=self._project))
        if self.files.get("file"):
            self._send_back("diagram", "")  # the choice was one of the file before

    def _send_back(self, name: str, value: str) -> None:
        """Let the page carry ``value``; a request's own data cannot be changed."""
        sent = QueryDict(mutable=True)
        sent.update(self.data)
        sent[name] = value
        self.data = sent

    def refuse(self, message: str) -> None:
        """Say what is wrong with the file, which is not kept then."""
        self.fields["file"].required = True
        self["file"].help_text = type(self).base_fields["file"].help_text
        self._send_back("upload", "")
        self.add_error("file", message)

    def ask_for(self, choices: tuple[Diagram, ...]) -> None:
        """Show the diagrams of the file, to choose one."""
        named = _("%(name)s（要素 %(count)s）")
        self.fields["diagram"].required = True  # the page says so; what was sent is judged already
        self.fields["diagram"].widget = forms.RadioSelect(
            choices=[(item.id, named % {"name": item.name, "count": item.elements}) for item in choices]
        )
        self.add_error("diagram", _("取り込む図を選んでください"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(
                _("ファイルが大きすぎます。%(limit)sMB以下の図にしてください") % {"limit": MAX_BYTES // 1_000_000}
            )
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        needs_organisation = data.get("side") == ProcessSide.AS_IS
        if needs_organisation and not data.get("organisation"):
            self.add_error("organisation", _("「現行」は団体ごとのプロセスです。団体を選んでください。"))
        if data.get("side") and not needs_organisation:
            data["organisation"] = None
        return data
