window.YTD.account.part0 = [
  {
    "account" : {
      "email" : "sociala.medier@avallby.example",
      "createdVia" : "web",
      "username" : "avallbykommun",
      "accountId" : "1700000001",
      "createdAt" : "2012-03-21T12:53:22.000Z",
      "accountDisplayName" : "Avallby kommun"
    }
  }
]
