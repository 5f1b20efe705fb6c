"""Imported by the server that workers are forked from, for what it does: it reads a made-up plan once.

Word lists, patterns and the language are made when they are first used, which takes 0.7 s. Here that is done once; a
worker, and one that replaces a worker that was lost, is then ready in 20 ms and shares the memory of all that.
"""

from pipeline.extract import extract_records
from pipeline.outline import outline_plan
from pipeline.read import read_bytes

_PLAN = """\
ỦY BAN NHÂN DÂN TỈNH SÔNG LAM
Số: 3/KH-UBND
Sông Lam, ngày 05 tháng 3 năm 2026
KẾ HOẠCH
Mở lớp học số năm 2026
Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
I. MỤC TIÊU
- Phấn đấu trên 80% cán bộ được tập huấn.
II. NHIỆM VỤ
1. Sở Nội vụ chủ trì, phối hợp với các sở, ngành mở 5 lớp học, hoàn thành trước ngày 30/6/2026.
III. TỔ CHỨC THỰC HIỆN
Sở Tài chính bố trí kinh phí.
Nơi nhận: Như trên.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Nguyễn Văn An
"""

_text = read_bytes(_PLAN.encode(), "warm.txt")
extract_records(_text, outline_plan(_text))
