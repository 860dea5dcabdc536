using Kif.ML;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Kif.Pipeline.Tests.MachineLearning;

/// <summary>Views of answers are lazy, answer in blocks, and get along with stock transforms and many threads.</summary>
public sealed class ScoringTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Rows_are_answered_in_blocks()
    {
        var echo = new Echo();
        Echo.Scored[] rows = [.. ml.Data.CreateEnumerable<Echo.Scored>(echo.Over(Echo.Numbers(ml, 30)), reuseRowObject: false)];
        rows.Select(r => r.Answer).Should().Equal(Enumerable.Range(0, 30).Select(i => Echo.Reversed($"n{i}")));
        rows.Select(r => r.Number).Should().Equal(Enumerable.Range(0, 30).Select(i => (float)i));
        rows.Select(r => r.Values[1]).Should().Equal(Enumerable.Range(0, 30).Select(i => i + 1f));
        echo.Calls.Should().Be(8);
    }

    [Fact]
    public void Rows_whose_answers_nobody_reads_cost_nothing()
    {
        var echo = new Echo();
        echo.Over(Echo.Numbers(ml, 30)).GetColumn<float>("Number").Sum().Should().Be(435);
        echo.Calls.Should().Be(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_the_blocks_that_are_read_are_answered(bool takeRows)
    {
        var echo = new Echo();
        IDataView view = echo.Over(Echo.Numbers(ml, 30));
        string[] read = [.. takeRows ? ml.Data.TakeRows(view, 5).GetColumn<string>("Answer") : view.GetColumn<string>("Answer").Take(5)];
        read.Should().HaveCount(5);
        echo.Calls.Should().Be(2);
    }

    [Fact]
    public void Rows_taken_before_bound_what_a_stock_transform_reads_ahead()
    {
        var echo = new Echo();
        IDataView view = ml.Transforms.CopyColumns("Copy", "Answer").Append(ml.Transforms.Text.NormalizeText("Copy"))
            .Fit(echo.Over(Echo.Numbers(ml, 4))).Transform(echo.Over(ml.Data.TakeRows(Echo.Numbers(ml, 500), 12)));
        view.GetColumn<string>("Copy").First().Should().Be("0n");
        echo.Rows.Should().BeLessThanOrEqualTo(12);
    }

    [Fact]
    public void A_cached_view_is_answered_once()
    {
        var echo = new Echo();
        IDataView cached = ml.Data.Cache(echo.Over(Echo.Numbers(ml, 10)), "Answer");
        cached.GetColumn<string>("Answer").Should().HaveCount(10);
        int calls = echo.Calls;
        cached.GetColumn<string>("Answer").Should().HaveCount(10);
        echo.Calls.Should().Be(calls).And.Be(3);
    }

    [Fact]
    public void Shuffled_rows_keep_their_answers()
    {
        Echo.Scored[] rows = [.. ml.Data.CreateEnumerable<Echo.Scored>(ml.Data.ShuffleRows(new Echo().Over(Echo.Numbers(ml, 40)), seed: 3), false)];
        rows.Select(r => r.Number).Should().BeEquivalentTo(Enumerable.Range(0, 40).Select(i => (float)i)).And.NotBeInAscendingOrder();
        rows.Should().OnlyContain(r => r.Answer == Echo.Reversed(r.Input));
    }

    [Fact]
    public void A_view_survives_a_binary_file()
    {
        using var file = new MemoryStream();
        ml.Data.SaveAsBinary(new Echo().Over(Echo.Numbers(ml, 10)), file);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, file.ToArray());
            ml.Data.LoadFromBinary(path).GetColumn<string>("Answer").Should().Equal(Enumerable.Range(0, 10).Select(i => Echo.Reversed($"n{i}")));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Train_and_test_parts_of_a_scored_view_hold_all_its_rows()
    {
        DataOperationsCatalog.TrainTestData parts = ml.Data.TrainTestSplit(new Echo().Over(Echo.Numbers(ml, 40)), 0.3, seed: 5);
        string[] train = [.. parts.TrainSet.GetColumn<string>("Answer")], test = [.. parts.TestSet.GetColumn<string>("Answer")];
        test.Should().NotBeEmpty();
        train.Concat(test).Should().BeEquivalentTo(Enumerable.Range(0, 40).Select(i => Echo.Reversed($"n{i}")));
    }

    [Fact]
    public void Parallel_cursors_behind_a_stock_transform_give_every_row_its_answer()
    {
        IDataView view = new Echo().Over(Echo.Numbers(ml, 200));
        IDataView after = ml.Transforms.CopyColumns("Copy", "Answer").Fit(view).Transform(view);
        DataViewSchema.Column input = after.Schema["Input"], copy = after.Schema["Copy"];
        string[] wrong = [.. after.GetRowCursorSet([input, copy], 4).AsParallel().SelectMany(cursor => Read(cursor, input, copy))];
        wrong.Should().HaveCount(200).And.OnlyContain(w => w == "right");
    }

    [Fact]
    public void Many_threads_may_read_one_view()
    {
        var echo = new Echo();
        IDataView view = echo.Over(Echo.Numbers(ml, 50));
        string[][] all = [.. Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(8).Select(_ => view.GetColumn<string>("Answer").ToArray())];
        all.Should().OnlyContain(a => a.SequenceEqual(Enumerable.Range(0, 50).Select(i => Echo.Reversed($"n{i}"))));
        echo.Calls.Should().Be(8 * 13);
    }

    [Fact]
    public void A_row_cursor_has_no_position_before_and_after_its_rows()
    {
        IDataView view = new Echo().Over(Echo.Numbers(ml, 5));
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        cursor.Position.Should().Be(-1);
        var positions = new List<long>();
        while (cursor.MoveNext()) positions.Add(cursor.Position);
        positions.Should().Equal(0, 1, 2, 3, 4);
        (cursor.Position, cursor.MoveNext()).Should().Be((-1, false));
    }

    [Fact]
    public void The_source_s_row_ids_are_kept()
    {
        IDataView source = Echo.Numbers(ml, 9), view = new Echo().Over(source);
        using DataViewRowCursor plain = source.GetRowCursor(source.Schema), scored = view.GetRowCursor(view.Schema);
        ValueGetter<DataViewRowId> first = plain.GetIdGetter(), second = scored.GetIdGetter();
        DataViewRowId a = default, b = default;
        var same = new List<bool>();
        while (plain.MoveNext() && scored.MoveNext())
        {
            first(ref a);
            second(ref b);
            same.Add(a.Equals(b));
        }
        same.Should().HaveCount(9).And.OnlyContain(s => s);
    }

    [Fact]
    public void An_output_column_of_the_input_s_name_hides_it()
    {
        IDataView view = new Echo().Over(Echo.Numbers(ml, 3), output: "Input");
        view.GetColumn<string>("Input").Should().Equal("0n", "1n", "2n");
        view.Schema.Count(c => c.Name == "Input").Should().Be(2);
    }

    [Fact]
    public void A_column_that_was_not_asked_for_is_refused()
    {
        IDataView view = new Echo().Over(Echo.Numbers(ml, 3));
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Answer"]]);
        cursor.IsColumnActive(view.Schema["Number"]).Should().BeFalse();
        cursor.Invoking(c => c.GetGetter<float>(view.Schema["Number"])).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*'Number' is not active*");
        cursor.Invoking(c => c.GetGetter<float>(view.Schema["Answer"])).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Tasks_are_read_where_they_are_needed() =>
        new Echo(needsTask: true).Over(Echo.Numbers(ml, 3)).GetColumn<string>("Answer").Should().Equal("t0:0n", "t1:1n", "t0:2n");

    [Fact]
    public void The_answer_column_says_which_strategy_and_tasks_it_comes_from()
    {
        DataViewSchema.Annotations annotations = new Echo().Over(Echo.Numbers(ml, 3)).Schema["Answer"].Annotations;
        ReadOnlyMemory<char> strategy = default;
        annotations.GetValue(OutputAnnotations.Strategy, ref strategy);
        VBuffer<ReadOnlyMemory<char>> tasks = default;
        annotations.GetValue(OutputAnnotations.Tasks, ref tasks);
        strategy.ToString().Should().Be("echo");
        tasks.DenseValues().Select(t => t.ToString()).Should().Equal("a", "b");
    }

    [Fact]
    public void An_error_of_the_model_comes_through()
    {
        var broken = new Echo { Fail = () => throw new ArithmeticException("no more") };
        Action direct = () => _ = broken.Over(Echo.Numbers(ml, 3)).GetColumn<string>("Answer").First();
        direct.Should().Throw<Exception>().Where(e => e.GetBaseException() is ArithmeticException);
    }

    private static List<string> Read(DataViewRowCursor cursor, DataViewSchema.Column input, DataViewSchema.Column copy)
    {
        using DataViewRowCursor own = cursor;
        ValueGetter<ReadOnlyMemory<char>> text = own.GetGetter<ReadOnlyMemory<char>>(input), answer = own.GetGetter<ReadOnlyMemory<char>>(copy);
        ReadOnlyMemory<char> a = default, b = default;
        var found = new List<string>();
        while (own.MoveNext())
        {
            text(ref a);
            answer(ref b);
            found.Add(b.ToString() == Echo.Reversed(a.ToString()) ? "right" : $"{a}: {b}");
        }
        return found;
    }
}
