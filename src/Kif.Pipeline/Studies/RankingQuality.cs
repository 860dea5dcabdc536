namespace Kif.Pipeline.Studies;

/// <summary>Measures how well scores separate relevant from irrelevant items.</summary>
public static class RankingQuality
{
    /// <summary>
    /// Returns the area under the ROC curve: the share of pairs of a relevant and an irrelevant item in which the relevant one has the higher score; equal
    /// scores count half. 1 is perfect, 0.5 is chance. NaN if either kind is missing.
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
