using Kif;
using ThirdParty.Parts;
using Xunit;

namespace ThirdParty.Tests;

public sealed class PartsTests
{
    [Theory]
    [InlineData(3, 1, 1, 0.75)]
    [InlineData(3, 1, 2, 0.9)]
    [InlineData(3, 1, 0, 0.5)]
    [InlineData(0, 0, 1, 0.5)]
    [InlineData(1e300, 1e300, 16, 0.5)]
    public void A_share_is_what_its_formula_says(double current, double accumulated, double sharpness, double share) =>
        Assert.Equal(share, ShareFuser.Share(current, accumulated, sharpness), 12);

    [Theory]
    [InlineData("the cat sat", "The cat.", 80)]
    [InlineData("a a b", "a b b", 66.666666666667)]
    [InlineData("", "cat", 0)]
    [InlineData("", "...", 100)]
    public void Token_f1_counts_words_in_common(string answer, string reference, double score) =>
        Assert.Equal(score, new TokenF1().Score([answer], [new Example("q", reference, "1")]), 9);

    [Fact]
    public void A_tab_separated_file_has_its_tasks_in_the_order_of_their_rows()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("third-party-").FullName, "tasks.tsv");
        File.WriteAllLines(path, ["b\ttrain\tq1\ta1", "a\ttrain\tq2\ta2", "b\ttest\tq3\ta3"]);
        var format = new TabSeparated();
        Assert.True(format.Recognizes(path));
        ITaskSource source = format.Open(path);
        Assert.Equal(["b", "a"], source.TaskNames);
        LearningTask b = source.Read("b");
        Assert.Equal(("q1", "a3"), (b.Train.Single().Input, b.Test.Single().Target));
        File.AppendAllLines(path, ["b\tvalid\tq\ta"]);
        Assert.Contains("line 4", Assert.Throws<InvalidDataException>(() => format.Open(path)).Message);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}
