namespace Kif.Tests.Evaluation;

public class CommonSubsequenceTests
{
    [Fact]
    public void Lengths_and_positions_are_those_of_the_full_table()
    {
        var random = new RandomStream(1);
        for (int round = 0; round < 400; round++)
        {
            string[] a = Words(random, random.Next(150), 2 + random.Next(9)), b = Words(random, random.Next(150), 2 + random.Next(9));
            int[,] table = Table(a, b);
            CommonSubsequence.Length(a, b).Should().Be(table[a.Length, b.Length]);
            CommonSubsequence.Positions(a, b).Should().Equal(Walk(table, a, b));
        }
    }

    [Fact]
    public void Two_long_texts_are_compared_in_memory_for_one()
    {
        string[] a = Words(new RandomStream(2), 20_000, 5_000), b = Words(new RandomStream(3), 20_000, 5_000);
        string[] common = [.. a.Where((_, i) => i % 2 == 0)];
        CommonSubsequence.Length(a, common).Should().Be(10_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        CommonSubsequence.Length(a, b).Should().Be(CommonSubsequence.Length(b, a)).And.BeGreaterThan(500);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(8 << 20, "a full table would be 400 million cells");
    }

    [Fact]
    public void Rouge_of_two_long_texts_counts_every_word()
    {
        string text = string.Join(' ', Words(new RandomStream(4), 20_000, 900)), other = string.Join(' ', text.Split(' ').Reverse());
        foreach (RougeVariant variant in Enum.GetValues<RougeVariant>())
        {
            new RougeMetric(variant).Compare(text, text).F.Should().Be(1);
            new RougeMetric(variant).Compare(text, other).F.Should().BeLessThanOrEqualTo(1).And.BeGreaterThan(0);
        }
    }

    private static string[] Words(RandomStream random, int count, int kinds) => [.. Enumerable.Range(0, count).Select(_ => $"w{random.Next(kinds)}")];

    private static int[,] Table(string[] a, string[] b)
    {
        int[,] table = new int[a.Length + 1, b.Length + 1];
        for (int i = 1; i <= a.Length; i++)
            for (int j = 1; j <= b.Length; j++)
                table[i, j] = a[i - 1] == b[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
        return table;
    }

    private static IEnumerable<int> Walk(int[,] table, string[] a, string[] b)
    {
        int i = a.Length, j = b.Length;
        while (i > 0 && j > 0)
        {
            if (a[i - 1] == b[j - 1])
            {
                yield return i - 1;
                (i, j) = (i - 1, j - 1);
            }
            else if (table[i, j - 1] > table[i - 1, j]) j--;
            else i--;
        }
    }
}
