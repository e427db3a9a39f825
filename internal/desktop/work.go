package desktop

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// SaveWork lets save write a copy of a case whose file is no longer at path, beside
// that place or, where that cannot be done, in folder. It returns where the copy is.
func SaveWork(path, folder string, now time.Time, save func(to string) error) (string, error) {
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	var errs []error
	for _, dir := range []string{filepath.Dir(path), folder} {
		to := filepath.Join(dir, fmt.Sprintf("%s (my work, %s)%s", name, now.Format("2006-01-02 15.04"), Ext))
		for n := 2; ; n++ {
			if _, err := os.Lstat(to); err != nil {
				break
			}
			to = filepath.Join(dir, fmt.Sprintf("%s (my work, %s, %d)%s", name, now.Format("2006-01-02 15.04"), n, Ext))
		}
		err := save(to)
		if err == nil {
			return to, nil
		}
		errs = append(errs, err)
	}
	return "", errors.Join(errs...)
}
