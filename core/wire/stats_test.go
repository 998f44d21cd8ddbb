package wire_test

import (
	"encoding/binary"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"gocluster/core/wire"
)

// fill gives each field of a struct of counters its own value, from 1 on, and tells how many there are.
func fill(stats reflect.Value) (count uint64) {
	for i := range stats.NumField() {
		field := stats.Field(i)
		if field.Kind() != reflect.Array {
			count++
			field.SetUint(count)
			continue
		}
		for j := range field.Len() {
			count++
			field.Index(j).SetUint(count)
		}
	}
	return count
}

// A record has every counter, in the order in which the struct has them, and fits a notice.
func TestRecordsHaveEveryCounterInOrder(t *testing.T) {
	var core wire.CoreStats
	var listener wire.ListenerStats
	var worker wire.WorkerStats
	var total wire.TotalStats
	for _, test := range []struct {
		head   []byte
		stats  reflect.Value
		encode func() string
	}{
		{numbers(uint32(wire.CoreRecord), 0, 0), reflect.ValueOf(&core), func() string { return core.Record().Encode() }},
		{numbers(uint32(wire.ListenerRecord), 7, 8), reflect.ValueOf(&listener), func() string { return listener.Record(7, 8).Encode() }},
		{numbers(uint32(wire.WorkerRecord), 7, 9), reflect.ValueOf(&worker), func() string { return worker.Record(7, 9).Encode() }},
		{numbers(uint32(wire.TotalRecord), 7, 0), reflect.ValueOf(&total), func() string { return total.Record(7).Encode() }},
	} {
		count := fill(test.stats.Elem())
		wanted := test.head
		for value := range count {
			wanted = binary.LittleEndian.AppendUint64(wanted, value+1)
		}
		require.Equal(t, string(wanted), test.encode())
		require.LessOrEqual(t, len(wanted), wire.ReasonMax)
	}
}
