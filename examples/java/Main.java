// SPDX-License-Identifier: Apache-2.0

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;

/** Main SURVEY INSTRUMENT: the same from Java, through JNA. */
public final class Main {
  /** The functions that are used. */
  public interface Cxm extends Library {
    int cxm_instrument_load(Pointer context, byte[] name, long size, PointerByReference out, Pointer error);

    int cxm_tally_new(Pointer instrument, Pointer options, PointerByReference out, Pointer error);

    int cxm_tally_update_file(Pointer tally, byte[] path, long size, Pointer options, Pointer error);

    int cxm_tally_serialize_into(
        Pointer tally, long header, Pointer bytes, long room, LongByReference count, Pointer error);

    int cxm_assess(Pointer[] tallies, long count, Pointer options, PointerByReference out, Pointer error);

    int cxm_assessment_table(Pointer result, byte[] name, long size, PointerByReference out, Pointer error);

    int cxm_table_size(Pointer table, LongByReference rows, LongByReference columns, Pointer error);

    int cxm_table_find(Pointer table, byte[] name, long size, LongByReference column, Pointer error);

    int cxm_table_numbers(
        Pointer table, long column, double[] values, long room, LongByReference count, Pointer error);

    int cxm_table_text(
        Pointer table, long column, long row, PointerByReference text, LongByReference size, Pointer error);
  }

  private static final Cxm C = Native.load("cxm", Cxm.class);
  private static final Memory ERROR = error();

  private static Memory error() {
    Memory e = new Memory(24 + 64 + 1024); // cxm_error
    e.clear();
    e.setInt(0, (int) e.size());
    return e;
  }

  private static void must(int status) {
    if (status == 0) return;
    System.err.println(ERROR.getString(24 + 64, "UTF-8"));
    System.exit(1);
  }

  private static byte[] text(String words) {
    return words.getBytes(StandardCharsets.UTF_8);
  }

  private static long find(Pointer table, String name) {
    LongByReference column = new LongByReference();
    must(C.cxm_table_find(table, text(name), name.length(), column, ERROR));
    return column.getValue();
  }

  private static double[] numbers(Pointer table, String name, int rows) {
    double[] values = new double[rows];
    must(C.cxm_table_numbers(table, find(table, name), values, rows, new LongByReference(), ERROR));
    return values;
  }

  public static void main(String[] arguments) {
    byte[] survey = text(arguments[0]);
    byte[] name = text(arguments[1]);
    PointerByReference out = new PointerByReference();
    must(C.cxm_instrument_load(null, name, name.length, out, ERROR));
    Pointer instrument = out.getValue();
    must(C.cxm_tally_new(instrument, null, out, ERROR));
    Pointer tally = out.getValue();
    must(C.cxm_tally_update_file(tally, survey, survey.length, null, ERROR));
    LongByReference needed = new LongByReference();
    C.cxm_tally_serialize_into(tally, 0, null, 0, needed, null); // asks for the size
    long size = needed.getValue();
    Memory state = new Memory(size);
    must(C.cxm_tally_serialize_into(tally, 0, state, size, needed, ERROR));
    System.out.printf("state %d %08x%n", size, state.getInt(size - 4));

    must(C.cxm_assess(new Pointer[] {tally}, 1, null, out, ERROR));
    Pointer result = out.getValue();
    must(C.cxm_assessment_table(result, text("index"), 5, out, ERROR));
    Pointer table = out.getValue();
    LongByReference rows = new LongByReference();
    must(C.cxm_table_size(table, rows, new LongByReference(), ERROR));
    int count = (int) rows.getValue();
    long id = find(table, "id");
    double[] value = numbers(table, "value", count);
    double[] low = numbers(table, "low", count);
    double[] high = numbers(table, "high", count);
    for (int row = 0; row < count; row++) {
      if (Double.isNaN(value[row])) continue;
      LongByReference length = new LongByReference();
      must(C.cxm_table_text(table, id, row, out, length, ERROR));
      String words = new String(out.getValue().getByteArray(0, (int) length.getValue()), StandardCharsets.UTF_8);
      System.out.printf("%s %016x %016x %016x%n", words, Double.doubleToRawLongBits(value[row]),
          Double.doubleToRawLongBits(low[row]), Double.doubleToRawLongBits(high[row]));
    }
  }
}
