-- Schema 5. An original may hold many articles, or come out of an archive; a text
-- may have pages, and may be what an analyst chose of its original.

ALTER TABLE capture ADD COLUMN via TEXT;
ALTER TABLE capture ADD COLUMN part TEXT;
ALTER TABLE capture ADD COLUMN within TEXT;
ALTER TABLE capture ADD COLUMN taken TEXT;
ALTER TABLE "text" ADD COLUMN pages TEXT;
ALTER TABLE "text" ADD COLUMN choice TEXT;
