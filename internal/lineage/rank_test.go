package lineage

import "testing"

func TestRank(t *testing.T) {
	claims := []Candidate[string]{
		{"meeting", []string{"The envoy is to meet the dockers' leader", "Envoy Olan Brisk plans to see Tarn Vey, who leads the dockers, shortly"}},
		{"fire", []string{"The cold store on the east quay burned down"}},
		{"lorries", []string{"Twelve lorries burned"}},
		{"watchman", []string{"A night watchman was hurt"}},
		{"한국", []string{"냉동 창고가 전소되었다"}},
		{"عربي", []string{"دمّر الحريق المخزن المبرّد"}},
	}
	tests := []struct{ passage, want string }{
		{"Mr. Brisk is planning to meet with Mr. Vey soon", "meeting"},
		{"A blaze gutted the eastern quay's cold storage", "fire"},
		{"ZWÖLF? No: some TWELVE trucks and lorries were lost", "lorries"},
		{"one watchman had been led out with burns", "watchman"},
		{"항만 당국은 냉동 창고가 불에 탔다고 밝혔다", "한국"},
		{"قال المسؤول إن الحريق دمر المخزن", "عربي"},
	}
	for _, test := range tests {
		if got := Rank(test.passage, claims)[0]; got.Key != test.want || got.Score <= 0 || got.Score > 1 {
			t.Errorf("%q goes with %s (%.2f), want %s", test.passage, got.Key, got.Score, test.want)
		}
	}
	if got := Rank("", claims)[0]; got.Score != 0 {
		t.Errorf("nothing goes with %s (%.2f)", got.Key, got.Score)
	}
}
