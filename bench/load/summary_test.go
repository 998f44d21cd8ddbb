package main

import "testing"

func TestQuantile(t *testing.T) {
	hundred := make([]int64, 100)
	for i := range hundred {
		hundred[i] = int64(i + 1)
	}
	cases := []struct {
		name   string
		sorted []int64
		q      float64
		want   int64
	}{
		{"none", nil, 0.5, 0},
		{"one", []int64{7}, 0.999, 7},
		{"median", hundred, 0.5, 50},
		{"99th", hundred, 0.99, 99},
		{"99.9th of a hundred is the last", hundred, 0.999, 100},
		{"greatest", hundred, 1, 100},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := quantile(c.sorted, c.q); got != c.want {
				t.Errorf("quantile: got %d, want %d", got, c.want)
			}
		})
	}
}

func TestSpread(t *testing.T) {
	if mean, sd := spread(nil); mean != 0 || sd != 0 {
		t.Errorf("of nothing: %d, %d", mean, sd)
	}
	if mean, sd := spread([]int64{2, 4, 4, 4, 5, 5, 7, 9}); mean != 5 || sd != 2 {
		t.Errorf("got %d, %d, want 5, 2", mean, sd)
	}
}
