window.YTD.tweets.part0 = [
  {
    "tweet" : {
      "edit_info" : { "initial" : { "editTweetIds" : [ "1910000000000000001" ], "editableUntil" : "2026-05-10T08:00:00.000Z", "editsRemaining" : "5", "isEditEligible" : true } },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : { "hashtags" : [ ], "symbols" : [ ], "user_mentions" : [ ], "urls" : [ ], "media" : [ { "id_str" : "1910000000000000100", "media_url_https" : "https://pbs.twimg.com/media/Badhus.jpg", "media_url" : "http://pbs.twimg.com/media/Badhus.jpg", "type" : "photo" } ] },
      "extended_entities" : { "media" : [ { "id_str" : "1910000000000000100", "media_url_https" : "https://pbs.twimg.com/media/Badhus.jpg", "media_url" : "http://pbs.twimg.com/media/Badhus.jpg", "type" : "photo" } ] },
      "display_text_range" : [ "0", "64" ],
      "favorite_count" : "4",
      "id_str" : "1910000000000000001",
      "truncated" : false,
      "retweet_count" : "1",
      "id" : "1910000000000000001",
      "created_at" : "Sun May 10 07:00:00 +0000 2026",
      "favorited" : false,
      "full_text" : "Badhuset &amp; simhallen är öppna &lt;8–20&gt; &amp;amp; gratis för barn",
      "lang" : "sv"
    }
  },
  {
    "tweet" : {
      "entities" : { "user_mentions" : [ { "name" : "Ali Exempel", "screen_name" : "aliexempel", "id_str" : "1700000777", "id" : "1700000777" } ] },
      "in_reply_to_status_id_str" : "1909999999999999999",
      "in_reply_to_status_id" : "1909999999999999999",
      "in_reply_to_user_id_str" : "1700000777",
      "in_reply_to_screen_name" : "aliexempel",
      "id_str" : "1910000000000000002",
      "id" : "1910000000000000002",
      "created_at" : "Mon May 11 10:53:22 +0000 2026",
      "full_text" : "@aliexempel Tack för att du sade till!",
      "lang" : "sv"
    }
  }
]
