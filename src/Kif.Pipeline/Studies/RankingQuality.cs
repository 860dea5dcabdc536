namespace Kif.Pipeline.Studies;

/// <summary>How well numbers separate what matters from what does not.</summary>
public static class RankingQuality
{
    /// <summary>
    /// Area under the ROC curve: the share of pairs of one that matters and one that does not in which the former has the higher score; equal scores count half.
    /// 1 is perfect, 0.5 is chance. NaN where one kind is missing.
    /// </summary>
    public static double AreaUnderCurve(ReadOnlySpan<double> scores, ReadOnlySpan<bool> matters)
    {
        double won = 0;
        long pairs = 0;
        for (int i = 0; i < scores.Length; i++)
            for (int j = 0; j < scores.Length; j++)
            {
                if (!matters[i] || matters[j]) continue;
                pairs++;
                won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            }
        return won / pairs;
    }
}
