"""The hearing sheet as an Excel workbook: out as a template, in when filled."""
