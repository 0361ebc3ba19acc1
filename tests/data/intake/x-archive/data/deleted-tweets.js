window.YTD.deleted_tweets.part0 = [
  {
    "tweet" : {
      "id_str" : "1910000000000000004",
      "created_at" : "Wed May 13 06:00:00 +0000 2026",
      "full_text" : "Fel dag, nytt inlägg kommer.",
      "deleted_at" : "2026-05-13T06:05:00.000Z"
    }
  }
]
