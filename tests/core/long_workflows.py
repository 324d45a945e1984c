"""Ten workflows of 60 rows, as people paste them from Excel: what the layout must make presentable as it is.

A line is 作業者｜作業｜次の作業; ``@+2`` in the last cell is the row two further on.
"""

from __future__ import annotations

import re

from bpr.core.steps import StepRow, parse_next
from bpr.core.values import PerformerKind, StepValues, WorkKind

_KINDS = {
    "住民": PerformerKind.RESIDENT,
    "申請者": PerformerKind.RESIDENT,
    "窓口": PerformerKind.COUNTER,
    "総合窓口": PerformerKind.COUNTER,
    "県": PerformerKind.OTHER_ORGANISATION,
    "前住所地": PerformerKind.OTHER_ORGANISATION,
    "年金事務所": PerformerKind.OTHER_ORGANISATION,
    "医療機関": PerformerKind.OTHER_ORGANISATION,
    "基幹システム": PerformerKind.SYSTEM,
}
_REFERENCE = re.compile(r"@([+-]\d+)")
ROWS = 60


def rows_of(text: str) -> list[StepRow]:
    lines = [line.strip() for line in text.strip().splitlines()]
    return [_row(at, line) for at, line in enumerate(lines, start=1)]


def _row(at: int, line: str) -> StepRow:
    performer, task, next_ = (*line.split("｜"), "")[:3]
    kind = _KINDS.get(performer, PerformerKind.SECTION)
    work = WorkKind.SYSTEM if kind is PerformerKind.SYSTEM else WorkKind.USER if "入力" in task else WorkKind.MANUAL
    values = StepValues(key=f"s{at}", number=str(at), performer=performer, performer_kind=kind, work_kind=work)
    next_ = _REFERENCE.sub(lambda found: str(at + int(found[1])), next_)
    return StepRow(task=task, values=values, next=parse_next(next_))


def _times(block: str, *nouns: str) -> str:
    """The block once for each noun, which stands for ＊."""
    return "\n".join(block.strip().replace("＊", noun) for noun in nouns)


_OPENING = """
住民｜申請書を記入する
窓口｜申請書を受け付ける
窓口｜本人確認書類を確認する｜@+1（5% 本人確認できず）、@+2（95% 確認済）
窓口｜追加の書類を求める｜@-1
窓口｜受付簿に記録する
"""
_CLOSING = """
原課｜決定通知書を作成する
課長｜決裁する｜@+1（4% 差戻し）、@+2（96% 承認）
原課｜決定通知書を直す｜@-1
原課｜通知書を封入する
住民｜通知書を受け取る｜終了
"""

NESTED = rows_of(
    _OPENING
    + _times(
        """
原課｜＊の内容を点検する｜@+1（30% 要確認）、@+8（70% 不備なし）
原課｜＊の不備の種類を分ける｜@+1（60% 軽微）、@+4（40% 重大）
原課｜＊を職権で補正する｜@+1（20% 台帳と相違）、@+5（80% 一致）
税務課｜台帳を確認する
税務課｜＊の台帳を訂正する｜@+3
原課｜＊の補正通知を作成する｜@+1（50% 郵送）、@+2（50% 電話）
原課｜補正通知を郵送する｜@+1
原課｜補正の結果を記録する
原課｜＊の点検を終える
原課｜＊の点検表を綴じる
""",
        "世帯情報",
        "所得情報",
        "資産情報",
        "扶養情報",
        "住所情報",
    )
    + _CLOSING
)
LOOPS_OVER_LANES = rows_of(
    _OPENING
    + _times(
        """
窓口｜＊を原課へ回付する
原課｜＊を審査する｜@+1（12% 疑義あり）、@+3（88% 疑義なし）
税務課｜＊の疑義を調べる
窓口｜＊の書類を取り直す｜@-2
原課｜＊の審査結果を記入する
係長｜＊の審査結果を確かめる｜@-4（6% やり直し）、@+1（94% 可）
基幹システム｜＊を登録する｜@-2（3% 登録エラー）、@+1（97% 正常）
窓口｜＊の登録票を印刷する
窓口｜＊の登録票を照合する｜@-2（2% 不一致）、@+1（98% 一致）
窓口｜＊の書類を保管する
""",
        "受給資格",
        "世帯構成",
        "収入状況",
        "口座情報",
        "添付書類",
    )
    + _CLOSING
)
FOUR_POOLS = rows_of(
    _OPENING
    + _times(
        """
窓口｜＊の照会が要るか判断する｜@+1（70% 要）、@+9（30% 不要）
原課｜＊の照会書を作成する
課長｜＊の照会を決裁する
原課｜＊の照会書を送る
県｜＊の照会を受け付ける
県｜＊の台帳を調べる
県｜＊の回答書を送る
原課｜＊の回答を受け取る
原課｜＊の回答を入力する｜@+2
窓口｜＊の照会不要を記録する
""",
        "所得",
        "障害者手帳",
        "転出入",
    ).replace("県｜障害者手帳", "年金事務所｜障害者手帳")
    + """
窓口｜添付書類の不足を確かめる｜@+1（20% 不足）、@+4（80% 足りる）
窓口｜不足書類の連絡をする
住民｜不足書類を用意する
住民｜不足書類を提出する｜@-3
窓口｜書類を原課へ回す
"""
    + _times(
        """
原課｜＊を計算する
原課｜＊の計算を検算する｜@-1（5% 誤り）、@+1（95% 一致）
基幹システム｜＊を登録する
年金事務所｜＊の連絡を受ける
原課｜＊の結果を綴じる
""",
        "支給額",
        "控除額",
        "返還額",
    )
    + _CLOSING
)
PARALLEL = rows_of(
    _OPENING
    + _times(
        """
原課｜＊の準備を始める｜@+1＋@+3＋@+5
税務課｜＊の税情報を照会する
税務課｜＊の税情報を記録する｜@+5
福祉課｜＊の福祉情報を照会する
福祉課｜＊の福祉情報を記録する｜@+3
住民課｜＊の住民情報を照会する
住民課｜＊の住民情報を記録する｜@+1
原課｜＊の情報をそろえる
原課｜＊を比べる｜@+1（10% 食い違い）、@+2（90% 一致）
原課｜＊の食い違いを解く｜@-1
""",
        "認定",
        "更新",
        "減免",
        "還付",
        "督促",
    )
    + _CLOSING
)
MANY_BRANCHES = rows_of(
    _OPENING
    + _times(
        """
窓口｜＊の種別を分ける｜@+1（30% 新規）、@+2（25% 変更）、@+3（20% 廃止）、@+4（15% 再交付）、@+5（10% その他）
窓口｜＊の新規を入力する｜@+5
窓口｜＊の変更を入力する｜@+4
窓口｜＊の廃止を入力する｜@+3
窓口｜＊の再交付を入力する｜@+2
窓口｜＊のその他を入力する｜@+1
窓口｜＊の入力を確かめる｜@+1（40% 手数料あり）、@+2（60% なし）
会計課｜＊の手数料を収納する
窓口｜＊の控えを渡す｜@+1（50% 郵送希望）、@+2（50% 手渡し）
窓口｜＊の封筒を作る
""",
        "印鑑登録",
        "住民票",
        "戸籍",
        "税証明",
        "保険証",
    )
    + _CLOSING
)
LONG_NAMES = rows_of(
    _OPENING.replace("申請書を", "国民健康保険被保険者資格取得届出書及び添付書類一式を")
    + _times(
        """
国保・後期高齢者医療給付係｜＊に係る世帯主及び被保険者全員の前年所得並びに住民税課税状況を台帳で確認する
国保・後期高齢者医療給付係｜＊の判定結果を賦課資料と突き合わせ、誤りがないか点検する｜@+1（8% 相違）、@+3（92% 一致）
税務課市民税係普通徴収担当｜＊について所得照会を行い、相違の原因となった申告内容を調査して記録票に記載する
税務課市民税係普通徴収担当｜＊の調査結果を国民健康保険・後期高齢者医療給付係へ文書で回付し、写しを保管する｜@-2
国保・後期高齢者医療給付係｜＊に係る資格確認書を作成し、公印を押印のうえ特定記録郵便で世帯主へ発送する
""",
        "新規加入世帯の保険料軽減",
        "転入世帯の自己負担割合",
        "扶養認定",
        "高額療養費の限度額区分",
        "出産育児一時金",
        "葬祭費の支給",
        "特定健康診査の受診券",
        "第三者行為による傷病",
        "非自発的失業者の軽減",
        "短期被保険者証の更新",
    )
    + _CLOSING
)
SINGLE_LANE = rows_of(
    _times(
        """
窓口｜＊を受け付ける
窓口｜＊の記載を点検する｜@+1（15% 不備あり）、@+2（85% 不備なし）
窓口｜＊の不備を直す｜@-1
窓口｜＊の台帳を検索する
窓口｜＊の該当を判断する｜@+1（35% 該当）、@+2（65% 非該当）
窓口｜＊の該当者を登録する｜@+2
窓口｜＊の非該当を記録する
窓口｜＊の処理票を印刷する
窓口｜＊の処理票を照合する
窓口｜＊の控えを綴じる
""",
        "転入届",
        "転出届",
        "転居届",
        "世帯変更届",
        "印鑑登録申請",
        "証明書交付申請",
    )
)
NINE_LANES = rows_of(
    _OPENING
    + _times(
        """
総合窓口｜＊の書類を仕分ける
住民課｜＊の住所を確かめる
税務課｜＊の課税を確かめる｜@+1（20% 未申告）、@+2（80% 申告済）
税務課｜＊の申告を促す
福祉課｜＊の受給を確かめる
保険年金課｜＊の資格を確かめる｜@-1（5% 福祉課へ差戻し）、@+1（95% 可）
子育て支援課｜＊の児童を確かめる
会計課｜＊の口座を確かめる
情報システム課｜＊のデータを入力する｜@-1（4% 口座エラー）、@+1（96% 正常）
総務課｜＊の文書を発送する
""",
        "転入世帯",
        "出生世帯",
        "離婚世帯",
        "死亡世帯",
        "障害者世帯",
    )
    + _CLOSING
)
MESSAGES = rows_of(
    _OPENING
    + _times(
        """
原課｜＊の照会文を送る
前住所地｜＊の照会を受ける
前住所地｜＊の回答を送る
原課｜＊の回答を確かめる｜@+1（25% 本人へ確認）、@+3（75% 確認不要）
住民｜＊の問い合わせに答える
原課｜＊の答えを記録する
医療機関｜＊の意見書を書く
窓口｜＊の意見書を受け取る
県｜＊の進達を受ける
原課｜＊の結果を記録する
""",
        "前年所得",
        "障害程度",
        "家族構成",
        "療養状況",
        "就労状況",
    )
    + _CLOSING
)
INCLUSIVE = rows_of(
    _OPENING
    + _times(
        """
原課｜＊に要る手続を選ぶ｜@+1（60% 税）＋@+3（40% 福祉）＋@+5（20% 子育て）
税務課｜＊の税の手続をする
税務課｜＊の税の結果を知らせる｜@+4
福祉課｜＊の福祉の手続をする｜@+1（30% 面談あり）、@+3（70% 面談なし）
福祉課｜＊の面談をする｜@+2
子育て支援課｜＊の子育ての手続をする｜@+1
原課｜＊の結果をまとめる
原課｜＊の一覧を作る｜@+1（10% 漏れあり）、@+2（90% 漏れなし）
原課｜＊の漏れを補う｜@-1
窓口｜＊の案内を渡す
""",
        "転入",
        "出生",
        "婚姻",
        "離婚",
        "死亡",
    )
    + _CLOSING
)

LONG_WORKFLOWS = {
    "nested": NESTED,
    "loops": LOOPS_OVER_LANES,
    "four_pools": FOUR_POOLS,
    "parallel": PARALLEL,
    "many_branches": MANY_BRANCHES,
    "long_names": LONG_NAMES,
    "single_lane": SINGLE_LANE,
    "nine_lanes": NINE_LANES,
    "messages": MESSAGES,
    "inclusive": INCLUSIVE,
}
