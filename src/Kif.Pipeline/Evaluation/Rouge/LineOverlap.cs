namespace Kif.Pipeline.Evaluation.Rouge;

/// <summary>
/// Rouge-Lsum. A word of a reference line is a hit if it lies in the longest common subsequence of that line and any line of the answer; no word
/// counts more often than either side has it.
/// </summary>
internal static class LineOverlap
{
    public static RougeScore Score(string[][] predicted, string[][] wanted)
    {
        Dictionary<string, int> left = BagOverlap.Counts(predicted.SelectMany(line => line));
        int hits = 0;
        foreach (string[] line in wanted)
        {
            var union = new bool[line.Length];
            foreach (string[] other in predicted)
                foreach (int at in CommonSubsequence.Positions(line, other)) union[at] = true;
            for (int i = 0; i < line.Length; i++)
                if (union[i] && BagOverlap.Take(left, line[i])) hits++;
        }
        return RougeScore.Of(hits, predicted.Sum(line => line.Length), wanted.Sum(line => line.Length));
    }
}
